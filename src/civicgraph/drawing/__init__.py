"""Pictures as SVG: the realms and who lies where in them, a timeline, the figures of an indicator.

Written by hand, without scripts: the same data give the same bytes. Colours are those that people with the common
colour vision deficiencies tell apart (Okabe and Ito 2008), and never the only sign: a pattern, shape or letter stands
beside each of them.
"""

from .chart import Chart, Point, draw_chart
from .dates import PartialDate
from .lanes import Bar, Event, Group, Timeline
from .realms import draw, draw_members, region_counts
from .timeline import draw_timeline

__all__ = [
    "Bar",
    "Chart",
    "Event",
    "Group",
    "PartialDate",
    "Point",
    "Timeline",
    "draw",
    "draw_chart",
    "draw_members",
    "draw_timeline",
    "region_counts",
]

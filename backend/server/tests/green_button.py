"""Reads a Green Button file with greenbutton-objects and says what it found, a line each."""

import sys
import xml.etree.ElementTree as ElementTree

from greenbutton_objects.parse import parse_feed

points = parse_feed(sys.argv[1])
assert len(points) == 1, points
point = points[0]
print("service", point.serviceCategory.name)
assert len(point.meterReadings) == 1, point.meterReadings
reading = next(iter(point.meterReadings))
kind = reading.readingType
print("unit", kind.uom.name)
print("currency", kind.currency.name)
print("step", kind.intervalLength)
print("blocks", len(reading.intervalBlocks))
intervals = list(reading.intervalReadings)
print("readings", len(intervals))
print("energy", sum(one.value for one in intervals))
costs = [one.cost for one in intervals if one.cost is not None]
print("costs", len(costs))
print("cost", round(sum(costs) * 100_000))
print("first", int(intervals[0].timePeriod.start.timestamp()))
estimated = [one for one in intervals for q in one.readingQualities if q.quality.value == 8]
print("estimated", len(estimated))

# That reader knows no summaries; the file's own words, then.
ESPI = "{http://naesb.org/espi}"
root = ElementTree.parse(sys.argv[1]).getroot()
for summary in root.iter(ESPI + "UsageSummary"):
    print("bill", summary.findtext(ESPI + "billLastPeriod"))
    print("bill currency", summary.findtext(ESPI + "currency"))
    days = summary.find(ESPI + "billingPeriod")
    print("bill start", days.findtext(ESPI + "start"))
    print("bill length", days.findtext(ESPI + "duration"))
    used = summary.find(ESPI + "overallConsumptionLastPeriod")
    print("bill energy", used.findtext(ESPI + "value"), used.findtext(ESPI + "uom"))

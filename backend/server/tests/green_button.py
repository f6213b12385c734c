"""Reads a Green Button file with greenbutton-objects and says what it found, a line each."""

import sys

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

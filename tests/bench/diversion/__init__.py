"""Detection of diverted goods among many shipped serial numbers and serial events."""

EVENTS = 5  # events for each shipped serial number

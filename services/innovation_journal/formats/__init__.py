"""The journal in the formats that machines read: feeds, harvesting, citations, linked data, calendars, site maps."""

"""Days and meetings for calendar programs: what is in a feed, and as iCalendar."""

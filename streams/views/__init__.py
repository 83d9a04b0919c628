"""What people would rather read: timelines, lines and words made of what stands in the topics."""

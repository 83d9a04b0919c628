"""What came of it: figures over what the stages said, pure, for people who have to judge."""

"""What is said to a customer, in which words; pure."""

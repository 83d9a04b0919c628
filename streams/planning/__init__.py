"""Which crew goes where, in which order? Answers to the questions of the field stage."""

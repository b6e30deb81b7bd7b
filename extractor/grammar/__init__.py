"""Grammar: notations of numbers and names, and which words of a sentence belong together; shared by the slots."""

"""What an ABI is: declarations, targets, layouts, constants, differences.

Nothing in this package opens a file, starts a process, parses text or prints.
"""

"""The static site of a published document: its pages, made from the document and what stands beside it.

viewer        the program that shows the reference, as it stands in its npm package
reference     the reference page: document, viewer and the places in the reference as one file
markdown      other people's Markdown as HTML that can do nothing
figures       what the published document is worth, in numbers
files         what a published file is, told by its name and its first bytes
pages         the pages around them
links         whether everything that a page links to is there
"""

"""What is handed to a bank and what comes back from it: files, read and written without a database.

The order to the bank is a pain.001 credit transfer; its word on what happened is a statement, as
camt.053 or as CODA.
"""

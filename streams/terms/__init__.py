"""The words of the house: days, money, facts, notices and rejects; leans on nobody."""

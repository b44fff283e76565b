"""What an answer looks like: tables, JSON, CSV and sentences."""

"""What every room stands on: errors, money, dates, numbers, keys. No models, no business words."""

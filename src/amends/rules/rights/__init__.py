"""What the law gives a customer, as data: dated rule packs, and one pure engine that reads them."""

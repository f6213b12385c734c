//! Customer service: accounts, payments, charges.

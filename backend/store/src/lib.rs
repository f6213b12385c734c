//! What is remembered: SQLite and PostgreSQL behind one Tx.

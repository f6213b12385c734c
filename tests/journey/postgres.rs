//! A fresh database in the PostgreSQL of the tests.

use crate::{chance, places};

pub(crate) use ami_tests::postgres::Fresh;

/// Makes one.
pub(crate) fn fresh() -> Fresh {
    let name = format!("journey_{}", chance::hex());
    Fresh::make(&places::postgres(), name).expect("PostgreSQL makes a database")
}

//! The tables, step by step: each file is run once, in the order of its number.

use crate::Engine;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType};

/// Same-named files for both engines. A released one is never edited.
macro_rules! migrations {
    ($($version:literal $name:literal),+ $(,)?) => {
        pub(crate) fn migrations(engine: Engine) -> Vec<Migration> {
            vec![$({
                let sql = match engine {
                    Engine::Sqlite => {
                        include_str!(concat!("../migrations/sqlite/", $name, ".sql"))
                    }
                    Engine::Postgres => {
                        include_str!(concat!("../migrations/postgres/", $name, ".sql"))
                    }
                };
                let sql = sql.into_sql_str();
                Migration::new($version, $name.into(), MigrationType::Simple, sql, false)
            }),+]
        }
    };
}

migrations! {
    1 "0001_house",
    2 "0002_message",
    3 "0003_money",
    4 "0004_event",
    5 "0005_protection",
    6 "0006_credit",
    7 "0007_service",
    8 "0008_alerts",
    9 "0009_conformance",
    10 "0010_journal_chain",
    11 "0011_sign_in_place",
    12 "0012_prune",
    13 "0013_settlement",
    14 "0014_places",
    15 "0015_close",
    16 "0016_debt",
    18 "0018_tariff",
    19 "0019_decision_chain",
    20 "0020_enrol",
    21 "0021_lineage",
    22 "0022_auto_pay",
    23 "0023_ledger",
    24 "0024_protect",
    25 "0025_move_out",
    26 "0026_borrowed",
    27 "0027_credit_check",
    28 "0028_desk",
    29 "0029_occupied",
    30 "0030_regulator",
    32 "0032_decision_held",
    33 "0033_facility",
    34 "0034_books",
    35 "0035_deposit",
    36 "0036_behind",
    37 "0037_desk",
    38 "0038_hold",
    40 "0040_told",
    41 "0041_saved_card",
    42 "0042_turns",
    43 "0043_names",
    46 "0046_waiting",
    47 "0047_cut_stop",
    48 "0048_password_code",
    49 "0049_named",
    50 "0050_utility_zone",
    51 "0051_event_again",
    52 "0052_pairing",
    54 "0054_errand",
    55 "0055_card_turn",
    56 "0056_payment_credit",
    57 "0057_cost",
    58 "0058_figures",
    59 "0059_cut_by_hand",
    62 "0062_preview",
    63 "0063_hold_grounds",
    68 "0068_figure_code",
}

//! What is shown, decided from values: no browser, no clock, no text. Texts appear as ids of
//! `locales`, times as milliseconds, geometry as whole numbers.

pub mod age;
pub mod ahead;
pub mod auto_pay;
pub mod chart;
pub mod civil;
pub mod day;
pub mod event;
pub mod explain;
pub mod glance;
pub mod link;
pub mod list;
pub mod live;
pub mod pay;
pub mod prefs;
pub mod range;
pub mod trip;
pub mod weather;

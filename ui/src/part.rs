//! Reusable parts on native elements. A part never imports a screen.

pub(crate) mod ahead;
pub(crate) mod card;
pub(crate) mod chain;
pub(crate) mod chart;
pub(crate) mod debt;
pub(crate) mod decision;
pub(crate) mod desk;
pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod fetch;
pub(crate) mod field;
pub(crate) mod frame;
pub(crate) mod funnel;
pub(crate) mod glance;
pub(crate) mod icon;
pub(crate) mod language;
pub(crate) mod markdown;
pub(crate) mod message;
pub(crate) mod mode;
pub(crate) mod notice;
pub(crate) mod order;
pub(crate) mod payments;
pub(crate) mod receipt;
pub(crate) mod trip;
pub(crate) mod watch;
pub(crate) mod ways;

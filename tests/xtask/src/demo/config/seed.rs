//! What the server plants into its empty database: the people, and their homes.

use super::homes::House;
use super::{Ids, ZONE, put, put_number};

/// Rated capacity of a home, in watts.
const RATED_W: i64 = 24_000;

pub(super) fn person(
    seed: &mut String,
    role: &str,
    sign_in: &str,
    name: &str,
    locale: &str,
    password: &str,
) {
    seed.push_str("\n[[person]]\n");
    put(seed, "role", role);
    put(seed, "sign_in", sign_in);
    put(seed, "name", name);
    put(seed, "locale", locale);
    put(seed, "password", password);
}

pub(super) fn home(seed: &mut String, house: &House, password: &str, ids: &Ids) {
    person(
        seed,
        "customer",
        house.sign_in,
        house.name,
        house.locale,
        password,
    );
    seed.push_str("\n[[home]]\n");
    put(seed, "customer", house.sign_in);
    put(seed, "account_id", &ids.account);
    put(seed, "account_number", &format!("10000{}", house.number));
    put(seed, "tariff", house.tariff);
    put(seed, "location_id", &ids.location);
    put(seed, "address", house.address);
    put(seed, "zone", ZONE);
    put(seed, "feeder", ["F-1", "F-2"][usize::from(house.facility)]);
    put(seed, "postal", "92507");
    put(seed, "meter_id", &ids.meter);
    put(seed, "meter_serial", &ids.serial);
    put(seed, "gateway_id", &ids.gateway);
    put(seed, "gateway_secret", &ids.gateway_secret);
    // For longer than the meter remembers.
    put(seed, "occupied_since", "2020-01-01");
    put(seed, "switch", house.start_switch);
    put_number(seed, "opening_balance_cents", house.opening_balance_cents);
    if house.facility {
        seed.push_str("facility = true\n");
    }
    put(seed, "at_zero", house.at_zero);
    if let Some(jurisdiction) = house.jurisdiction {
        seed.push_str("[home.standing]\n");
        put(seed, "class", "residential");
        put(seed, "place", "Riverside");
        put(seed, "jurisdiction", jurisdiction);
        put_number(seed, "rated", RATED_W);
        seed.push_str("protections = []\n");
    }
}

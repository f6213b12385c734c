-- A server looks at its start whether it knows every tariff and time zone that homes have; an
-- account that is closed is charged no more.
CREATE INDEX account_tariff ON account (tariff) WHERE show_due < 9223372036854775807;
CREATE INDEX location_zone ON location (zone);

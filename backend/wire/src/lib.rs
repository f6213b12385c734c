//! The two contracts, HTTP and MQTT.

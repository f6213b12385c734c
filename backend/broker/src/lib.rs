//! The embedded MQTT broker behind one door.

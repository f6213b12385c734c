-- Figures of conformance are asked for the last thirty days.
CREATE INDEX command_accepted ON command (accepted_at);

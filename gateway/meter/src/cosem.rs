//! DLMS/COSEM objects over the machine.

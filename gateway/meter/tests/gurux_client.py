"""An independent client reads and operates our meter.

This script imports gurux-dlms, which is under the GNU General Public License version 2. It runs
as a process of its own, talks to the meter only over a serial port, and is no part of any program
that we build or ship.

usage: gurux_client.py PORT none|lls|hls [EK AK LLS]   (keys as hexadecimal digits)
"""

import os
import select
import sys
import termios
import tty

from gurux_dlms import GXReplyData
from gurux_dlms.GXByteBuffer import GXByteBuffer
from gurux_dlms.enums import Authentication, InterfaceType, ObjectType, Security
from gurux_dlms.objects import (
    GXDLMSClock,
    GXDLMSCredit,
    GXDLMSData,
    GXDLMSDisconnectControl,
    GXDLMSLimiter,
    GXDLMSProfileGeneric,
    GXDLMSRegister,
)
from gurux_dlms.secure import GXDLMSSecureClient

ANSWER_S = 5.0


class Line:
    """A raw serial port."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.fd)
        termios.tcflush(self.fd, termios.TCIOFLUSH)

    def send(self, data):
        os.write(self.fd, bytes(data))

    def read(self):
        ready, _, _ = select.select([self.fd], [], [], ANSWER_S)
        if not ready:
            raise TimeoutError("the meter does not answer")
        return os.read(self.fd, 4096)


class Reader:
    """A Gurux client on a line."""

    def __init__(self, line, client):
        self.line = line
        self.client = client

    def packet(self, data, reply):
        """Sends one frame and reads until its answer is whole."""
        if not data:
            return
        self.line.send(data)
        received = GXByteBuffer()
        received.set(self.line.read())
        while not self.client.getData(received, reply, None):
            received.set(self.line.read())

    def message(self, data):
        """Sends one message and reads its whole answer."""
        reply = GXReplyData()
        for frame in data if isinstance(data, list) else [data]:
            reply.clear()
            self.packet(frame, reply)
            while reply.isMoreData():
                more = None if reply.isStreaming() else self.client.receiverReady(reply)
                self.packet(more, reply)
        if reply.error:
            raise RuntimeError(f"the meter refuses: {reply.error}")
        return reply

    def connect(self):
        reply = GXReplyData()
        self.packet(self.client.snrmRequest(), reply)
        self.client.parseUAResponse(reply.data)
        self.client.parseAareResponse(self.message(self.client.aarqRequest()).data)
        if self.client.isAuthenticationRequired:
            for frame in self.client.getApplicationAssociationRequest():
                answer = self.message(frame)
            self.client.parseApplicationAssociationResponse(answer.data)

    def get(self, item, index):
        reply = self.message(self.client.read(item, index)[0])
        return self.client.updateValue(item, index, reply.value)

    def close(self):
        reply = GXReplyData()
        self.packet(self.client.disconnectRequest(), reply)


def text(value):
    return bytes(value).decode() if isinstance(value, (bytes, bytearray)) else str(value)


def client_for(mode, keys):
    number = {"none": 16, "lls": 17, "hls": 1}[mode]
    client = GXDLMSSecureClient(True, number, 1, Authentication.NONE, None, InterfaceType.HDLC)
    if mode == "lls":
        client.authentication = Authentication.LOW
        client.password = bytes.fromhex(keys[2])
    if mode == "hls":
        client.authentication = Authentication.HIGH_GMAC
        client.ciphering.security = Security.AUTHENTICATION_ENCRYPTION
        client.ciphering.systemTitle = b"GRX\x00\x00\x00\x00\x01"
        client.ciphering.blockCipherKey = bytes.fromhex(keys[0])
        client.ciphering.authenticationKey = bytes.fromhex(keys[1])
        client.ciphering.invocationCounter = 1
    return client


def read_all(reader):
    energy = GXDLMSRegister("1.0.1.8.0.255")
    reader.get(energy, 3)
    reader.get(energy, 2)
    print("energy", int(energy.value))
    profile = GXDLMSProfileGeneric("1.0.99.1.0.255")
    reader.get(profile, 3)
    print("columns", len(profile.captureObjects))
    rows = reader.message(reader.client.readRowsByEntry(profile, 145, 96)[0])
    reader.client.updateValue(profile, 2, rows.value)
    print("rows", len(profile.buffer))
    print("first", int(profile.buffer[0][2]))
    print("last", int(profile.buffer[95][2]))


def operate(reader):
    control = GXDLMSDisconnectControl("0.0.96.3.10.255")
    for word, request in (
        ("reconnected", control.remoteReconnect),
        ("disconnected", control.remoteDisconnect),
        ("reconnected", control.remoteReconnect),
    ):
        for frame in request(reader.client):
            reader.message(frame)
        reader.get(control, 2)
        reader.get(control, 3)
        print(word, bool(control.outputState), int(control.controlState))
    limiter = GXDLMSLimiter("0.0.17.0.0.255")
    from gurux_dlms.enums import DataType

    limiter.setDataType(4, DataType.UINT32)
    limiter.thresholdNormal = 6900
    for frame in reader.client.write(limiter, 4):
        reader.message(frame)
    limiter.thresholdNormal = 0
    reader.get(limiter, 4)
    print("limit", int(limiter.thresholdNormal))
    reader.get(limiter, 3)
    print("active", int(limiter.thresholdActive))
    reader.get(limiter, 6)
    print("over", int(limiter.minOverThresholdDuration))
    for word, name in (("voltage", "1.0.32.7.0.255"), ("current", "1.0.31.7.0.255")):
        register = GXDLMSRegister(name)
        reader.get(register, 3)
        reader.get(register, 2)
        print(word, round(float(register.value), 3), str(register.unit).split(".")[-1].lower())
    credit = GXDLMSCredit("0.0.19.10.0.255")
    reader.get(credit, 2)
    print("credit", int(credit.currentCreditAmount))


def main():
    path, mode, keys = sys.argv[1], sys.argv[2], sys.argv[3:]
    reader = Reader(Line(path), client_for(mode, keys))
    reader.connect()
    print("associated", mode)
    name = GXDLMSData("0.0.42.0.0.255")
    print("name", text(reader.get(name, 2)))
    clock = GXDLMSClock("0.0.1.0.0.255")
    reader.get(clock, 2)
    print("year", clock.time.value.year)
    if mode == "none":
        try:
            reader.get(GXDLMSRegister("1.0.1.8.0.255"), 2)
            print("energy without a right")
        except Exception as refused:  # Gurux raises its own and Python's errors alike.
            print("refused", type(refused).__name__)
    else:
        read_all(reader)
        objects = reader.message(reader.client.getObjectsRequest())
        found = reader.client.parseObjects(objects.data, False, False)
        print("profiles", len(found.getObjects(ObjectType.PROFILE_GENERIC)))
    if mode == "hls":
        operate(reader)
    reader.close()
    print("done")


if __name__ == "__main__":
    main()

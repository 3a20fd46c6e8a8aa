"""Drives the demo modules with the paho client: paho_client.py HOST PORT VERSION USER ROOM

VERSION is 3.1, 3.1.1 or 5.0. Writes one line for each message that arrives, as a JSON array of topic and payload,
and ends when the room's message has come back.
"""
import json
import queue
import sys

import paho.mqtt.client as mqtt

host, port, version, user, room = sys.argv[1:]
LIMIT = 60
arrived = queue.Queue()


def on_connect(client, userdata, flags, reason, properties=None):
    arrived.put(("connected", str(reason)))


def on_message(client, userdata, message):
    arrived.put((message.topic, message.payload.decode("utf-8")))


def wait_for(topic):
    while True:
        message = arrived.get(timeout=LIMIT)
        print(json.dumps(message), flush=True)
        if message[0] == topic:
            return


def call(topic, payload, qos):
    client.publish(topic, json.dumps(payload), qos=qos)
    wait_for(topic)


arguments = {"protocol": {"3.1": mqtt.MQTTv31, "3.1.1": mqtt.MQTTv311, "5.0": mqtt.MQTTv5}[version], "client_id": "paho-" + user[-12:]}
if hasattr(mqtt, "CallbackAPIVersion"):  # paho 2
    arguments["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION2
client = mqtt.Client(**arguments)
client.on_connect = on_connect
client.on_message = on_message
client.connect(host, int(port))
client.loop_start()
wait_for("connected")
call("HelloWorld/HD_Say/1", {"say": "hello from paho"}, 0)
call("Login/HD_Login/2", {"userName": user, "passWord": "secret"}, 1)
call("Chat/HD_JoinChat/3", {"roomName": room}, 2)
call("Chat/HD_Say/4", {"roomName": room, "target": "*", "content": "大家好"}, 1)
client.disconnect()
client.loop_stop()

// Drives the demo modules with MQTT.js over WebSocket: node mqtt_client.js URL PROTOCOL_VERSION USER ROOM
// Writes one line for each message that arrives, as a JSON array of topic and payload, and ends when the room's message has come back.
import mqtt from 'mqtt';

const [url, version, user, room] = process.argv.slice(2);
const client = mqtt.connect(url, {
  protocolVersion: Number(version),
  protocolId: version === '3' ? 'MQIsdp' : 'MQTT',
  clientId: `mqttjs-${user.slice(-12)}`,
  reconnectPeriod: 0,
});
const waiting = new Map();

client.on('message', (topic, payload) => {
  console.log(JSON.stringify([topic, payload.toString('utf8')]));
  waiting.get(topic)?.();
});

function fail(problem) {
  console.error(problem);
  process.exit(1);
}

client.on('error', fail);
client.on('close', () => fail('closed'));

async function call(topic, payload, qos) {
  const answered = new Promise((resolve) => waiting.set(topic, resolve));
  await client.publishAsync(topic, JSON.stringify(payload), { qos });
  await answered;
}

client.on('connect', async () => {
  await call('HelloWorld/HD_Say/1', { say: 'hello from MQTT.js' }, 0);
  await call('Login/HD_Login/2', { userName: user, passWord: 'secret' }, 1);
  await call('Chat/HD_JoinChat/3', { roomName: room }, 2);
  await call('Chat/HD_Say/4', { roomName: room, target: '*', content: '大家好' }, 1);
  process.exit(0);
});

// Logs in with MQTT.js by the properties of MQTT 5.0, and renews the login: node mqtt_auth.js URL TOKEN NEXT_TOKEN HANDLER
// Writes who the handler says that it is, "renewed", and the same again.
import mqtt from 'mqtt';

const [url, token, next, handler] = process.argv.slice(2);
const properties = (data) => ({ authenticationMethod: 'jwt', authenticationData: Buffer.from(data) });
const client = mqtt.connect(url, { protocolVersion: 5, reconnectPeriod: 0, properties: properties(token) });

function fail(problem) {
  console.error(problem);
  process.exit(1);
}

client.on('error', fail);
client.on('close', () => fail('closed'));

function ask(topic) {
  client.publish(topic, '{}');
  return new Promise((resolve) => client.once('message', (_, payload) => resolve(JSON.parse(payload.toString()).Result)));
}

client.on('connect', async () => {
  console.log(await ask(`${handler}/1`));

  // MQTT.js has no method for it.
  const renewed = new Promise((resolve) => client.on('packetreceive', (packet) => packet.cmd === 'auth' && resolve(packet.reasonCode)));
  client._sendPacket({ cmd: 'auth', reasonCode: 0x19, properties: properties(next) });
  console.log(await renewed === 0 ? 'renewed' : 'not renewed');
  console.log(await ask(`${handler}/2`));
  process.exit(0);
});

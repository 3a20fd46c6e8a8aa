// Sends many requests at once with MQTT.js over TCP: node mqtt_burst.js URL PROTOCOL_VERSION QOS COUNT TOPIC [USER]
// With a user it logs in first, waits for as many replies and writes how many came over how many connections; without one it says goodbye at once.
import mqtt from 'mqtt';

const [url, version, qos, count, topic, user] = process.argv.slice(2);
const client = mqtt.connect(url, {
  protocolVersion: Number(version),
  clientId: `burst-${process.pid}`,
  reconnectPeriod: 10,
});
let connections = 0;
let loggedIn = false;
const replies = new Set();

client.on('error', (problem) => {
  console.error(problem);
  process.exit(1);
});

function publishAll() {
  for (let i = 1; i <= Number(count); i++) {
    client.publish(user ? `${topic}/${i}` : topic, JSON.stringify({ say: String(i) }), { qos: Number(qos) });
  }
}

client.on('message', (received, payload) => {
  const reply = JSON.parse(payload.toString('utf8'));
  if (received === 'Login/HD_Login/1' && !loggedIn) {
    loggedIn = true;
    publishAll();
  } else if (received.startsWith(topic) && reply.Error === '') {
    replies.add(received);
    if (replies.size === Number(count)) {
      // Once all acknowledgements are there, too.
      client.end(false, () => console.log(JSON.stringify([replies.size, connections])));
    }
  }
});

client.on('connect', () => {
  connections++;
  if (!user) {
    publishAll();
    client.end();
  } else if (!loggedIn) {
    client.publish('Login/HD_Login/1', JSON.stringify({ userName: user, passWord: 'secret' }), { qos: 1 });
  }
});

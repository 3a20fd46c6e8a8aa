import { gatewayAddress } from './mqant.js';

document.getElementById('address').textContent = await gatewayAddress();

// The certificate library behind one import that is made late: it costs 65 to 230 ms, and a bundle keeps its names.
export { generate } from 'selfsigned'

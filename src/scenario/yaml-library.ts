// The YAML library behind one import that is made late: it costs 10 to 30 ms at start, and a bundle keeps its names.
export {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  Scalar,
  stringify,
  visit,
} from 'yaml'

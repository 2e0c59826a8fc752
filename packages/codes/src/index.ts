export { type AboutCode, createPair } from './body.ts'
export { MAX_CANDIDATES } from './candidates.ts'
export {
  type CodeDescription,
  type CodeProblem,
  type DecodedCode,
  decodeCode,
  decodeCodes,
  encodeCode,
} from './code.ts'

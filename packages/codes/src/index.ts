export { type AboutCode, createPair } from './body.ts'
export { MAX_CANDIDATES } from './candidates.ts'
export { type Age, type CodeDescription, type CodeProblem, type DecodedCode, decodeCode, encodeCode } from './code.ts'

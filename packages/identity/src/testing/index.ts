export { createMemoryPins } from './memoryPins.ts'
export { createDevice, createPerson, identityOf } from './people.ts'

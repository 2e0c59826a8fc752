import { type ESTree, parseSync, transformSync, Visitor } from 'rolldown/utils'

/** One small change of a source file. */
export interface Mutant {
  /** Line number, from 1. */
  line: number
  from: string
  to: string
  /** The whole source with the change. */
  source: string
}

/** The operator that replaces each operator. */
const CONFUSED: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
}

/** Returns the source without its types; null if it does not compile. */
function codeOf(source: string): string | null {
  const { code, errors } = transformSync('source.ts', source)
  return errors.length > 0 ? null : code
}

/**
 * Returns every mutant of a TypeScript source: statements deleted, conditions fixed to true or false, operands dropped,
 * operators swapped. Throws if the source does not parse.
 */
export function mutantsOf(source: string): Mutant[] {
  const { program, errors } = parseSync('source.ts', source)
  if (errors[0]) throw new Error(errors[0].message)
  const plain = codeOf(source)
  const mutants: Mutant[] = []
  const textOf = ({ start, end }: ESTree.Span) => source.slice(start, end)

  function replace(place: ESTree.Span, to: string): void {
    const [before, from, after] = [source.slice(0, place.start), textOf(place), source.slice(place.end)]
    const mutated = before + to + after
    const code = codeOf(mutated)
    // A change of types alone has no effect at run time.
    if (code === null || code === plain) return
    mutants.push({ line: before.split('\n').length, from, to, source: mutated })
  }

  function decide(test: ESTree.Expression): void {
    replace(test, 'true')
    replace(test, 'false')
  }

  function dropEach(all: readonly (ESTree.Span | null)[], open: string, whole: ESTree.Span): void {
    for (const one of all) {
      const others = all.filter((other) => other !== null && other !== one).map((other) => (other ? textOf(other) : ''))
      if (one) replace(whole, `${open}${others.join(', ')}${open === '[' ? ']' : '}'}`)
    }
  }

  const visitor = new Visitor({
    ExpressionStatement: (node) => replace(node, ';'),
    ForOfStatement: (node) => replace(node, ';'),
    ReturnStatement: (node) => {
      if (node.argument) replace(node.argument, 'undefined')
    },
    IfStatement: ({ test }) => decide(test),
    WhileStatement: ({ test }) => replace(test, 'false'),
    ConditionalExpression: ({ test }) => decide(test),
    LogicalExpression: (node) => {
      replace(node, textOf(node.left))
      replace(node, textOf(node.right))
    },
    BinaryExpression: (node) => {
      const { left, operator, right } = node
      const other = CONFUSED[operator]
      if (other) replace(node, `${textOf(left)} ${other} ${textOf(right)}`)
    },
    UnaryExpression: (node) => {
      if (node.operator === '!') replace(node, textOf(node.argument))
    },
    ArrowFunctionExpression: ({ body }) => {
      if (body.type !== 'BlockStatement') replace(body, 'undefined')
    },
    AssignmentExpression: (node) => {
      const { operator, left, right } = node
      if (operator === '??=' || operator === '||=') replace(node, `${textOf(left)} = ${textOf(right)}`)
    },
    Literal: (node) => {
      if (typeof node.value === 'boolean') replace(node, String(!node.value))
    },
    ArrayExpression: (node) => dropEach(node.elements, '[', node),
    ObjectExpression: (node) => dropEach(node.properties, '{', node),
  })
  visitor.visit(program)
  return mutants
}

/** What we use of ml-cart, which brings no types. */
declare module 'ml-cart' {
  export interface TreeNode {
    /** Set where the node splits: rows with a smaller value go left. */
    left?: TreeNode
    right?: TreeNode
    splitColumn?: number
    splitValue?: number
  }
  export class DecisionTreeRegression {
    root: TreeNode
    constructor(options: { maxDepth: number; minNumSamples: number })
    train(rows: readonly (readonly number[])[], values: readonly number[]): void
  }
}

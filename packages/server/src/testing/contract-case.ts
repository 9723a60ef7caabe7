/** One promise of a port. `make` gives a fresh, empty adapter each time it is called; rejections are failures. */
export interface ContractCase<Port> {
  name: string
  run(make: () => Promise<Port>): Promise<void>
}

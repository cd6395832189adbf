/** Kubernetes memory quantity in binary units, for instance `"4Gi"`. */
export type Memory = `${number}Mi` | `${number}Gi` | `${number}Ti`;

/** Kubernetes CPU quantity: cores (`"2"`) or thousandths of a core (`"500m"`). */
export type Cpu = `${number}` | `${number}m`;

const memoryPattern = /^[1-9]\d*(Mi|Gi|Ti)$/;
const cpuPattern = /^([1-9]\d*m|\d+(\.\d+)?)$/;

/** Whether `text` is a memory quantity as this platform writes them. */
export function isMemory(text: string): boolean {
  return memoryPattern.test(text);
}

/** Whether `text` is a CPU quantity above zero. */
export function isCpu(text: string): boolean {
  return cpuPattern.test(text) && Number.parseFloat(text) > 0;
}

/** MiB of a valid memory quantity. */
export function mebibytes(memory: Memory): number {
  const unit = memory.endsWith("Ti") ? 1024 * 1024 : memory.endsWith("Gi") ? 1024 : 1;
  return Number.parseInt(memory, 10) * unit;
}

/** Receives one line on what a long step is doing now and how far it is. */
export type Report = (message: string) => void;

import { readConfig } from "./config";
import { createPlatformStack } from "./platform-stack";

const outputs = createPlatformStack(readConfig());

export const platform = outputs.platform;
export const models = outputs.models;

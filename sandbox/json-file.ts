import * as fs from "node:fs";
import * as path from "node:path";

/** A JSON file that is written whole: a reader sees the old content or the new, never half of it. */
export class JsonFile<Content> {
  constructor(
    private readonly file: string,
    private readonly empty: Content,
  ) {}

  /** The content, or the empty one where the file does not exist yet. */
  read(): Content {
    if (!fs.existsSync(this.file)) return this.empty;
    return JSON.parse(fs.readFileSync(this.file, "utf8")) as Content;
  }

  /** Replaces the content. */
  write(content: Content): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    const temporary = `${this.file}.${process.pid}`;
    fs.writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(temporary, this.file);
  }
}

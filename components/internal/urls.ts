/** Whether a text is a URL of one of these protocols, without the user and password that messages and state would show. */
export function isUrlWithoutCredentials(
  text: string,
  protocols: readonly ("http:" | "https:")[],
): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    protocols.some((protocol) => protocol === url.protocol) &&
    url.username === "" &&
    url.password === ""
  );
}

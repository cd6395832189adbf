/** Name of the script among `luaScripts` of Fluent Bit's chart. */
export const MASK_SCRIPT_NAME = "mask.lua";

/** What stands in place of a credential. */
const MASK = "[masked]";

/**
 * Filter of Fluent Bit in Lua 5.1 that takes out of a record what looks like a credential: the header `Authorization`,
 * bearer tokens, values of `X-Api-Key`, passwords in URLs, access keys of AWS, tokens of Hugging Face, and the values of
 * fields and assignments with such names. It looks at the text of the log and at every field of a JSON log; what Kubernetes says of the
 * pod stays as it is. A credential that looks like ordinary text cannot be found: do not log any.
 */
export const MASK_SCRIPT = `local mask = "${MASK}"

local secret_fields = {
  ["authorization"] = true,
  ["proxyauthorization"] = true,
  ["xapikey"] = true,
  ["apikey"] = true,
  ["awssecretaccesskey"] = true,
  ["secretaccesskey"] = true,
  ["awssessiontoken"] = true,
  ["sessiontoken"] = true,
  ["hftoken"] = true,
  ["password"] = true,
  ["clientsecret"] = true,
}

local function field_name(name)
  return (string.lower(name):gsub("[%-_%.]", ""))
end

-- "name: value", "name=value" and "\\"name\\": \\"value\\"", also inside JSON that is a text itself.
local function mask_assignment(name, separator)
  if secret_fields[field_name(name)] then return name .. separator .. mask end
end

local function mask_text(text)
  text = text:gsub("(://[^/%s:@]+:)[^/%s@]+@", "%1" .. mask .. "@")
  text = text:gsub(
    "([Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Aa][Tt][Ii][Oo][Nn][\\\\\\"']*%s*[:=]%s*[\\\\\\"']*)[^%s\\"'\\\\,;}]+ ?[^%s\\"'\\\\,;}]*",
    "%1" .. mask
  )
  text = text:gsub("([Bb][Ee][Aa][Rr][Ee][Rr]%s+)([%w%-._~%+/]+=*)", function(scheme, token)
    if #token >= 8 then return scheme .. mask end
  end)
  text = text:gsub("(%w[%w%-_%.]+)([\\\\\\"']*%s*[:=]%s*[\\\\\\"']*)([^%s\\"'\\\\,;&?}]+)", mask_assignment)
  text = text:gsub("%f[%w]A[KS]IA[%u%d]+", function(key)
    if #key == 20 then return mask end
  end)
  text = text:gsub("%f[%w]hf_%w+", function(token)
    if #token >= 20 then return mask end
  end)
  return text
end

local function mask_value(name, value)
  if type(value) == "table" then
    for key, below in pairs(value) do
      value[key] = mask_value(key, below)
    end
    return value
  end
  if type(value) ~= "string" then return value end
  if type(name) == "string" and secret_fields[field_name(name)] then return mask end
  return mask_text(value)
end

function mask_credentials(tag, timestamp, record)
  for key, value in pairs(record) do
    if key ~= "kubernetes" then
      record[key] = mask_value(key, value)
    end
  end
  return 2, timestamp, record
end
`;

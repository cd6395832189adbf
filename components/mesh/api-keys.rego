# Decides about requests with an API key. Only SHA-256 hashes of keys are known here: data.keys[tenant][source][client].
# data.hosts[tenant] is a pattern of the tenant's hosts.
package inference.gateway

default decision := {"allowed": false, "http_status": 401, "body": "The API key is not valid for this host."}

decision := {
	"allowed": true,
	"headers": {"x-inference-client": match.client},
	"request_headers_to_remove": ["x-api-key"],
	# Callers cannot send metadata: the gateway's policies trust it.
	"dynamic_metadata": {"tenant": match.tenant},
} if {
	count(matches) == 1
	some match in matches
}

request := input.attributes.request.http

# Short keys could be found by trying, and a hash does not tell how long its key is.
digest := crypto.sha256(request.headers["x-api-key"]) if count(request.headers["x-api-key"]) >= 32

matches contains {"tenant": tenant, "client": client} if {
	some tenant, pattern in data.hosts
	regex.match(pattern, request.host)
	some source
	some client, hash in data.keys[tenant][source]
	hash == digest
}

// Requests to the service, with the token where it asks for one. The token is kept in memory only.

let token = null;
let asking = null;

/** What the service said when it refused. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The service answered ${status}.`);
    this.status = status;
    this.field = problem.field ?? null;
  }
}

/** Sets how a person is asked for the token: a function that promises one, or null. */
export function askTokenBy(ask) {
  asking = ask;
}

/**
 * Asks the service.
 * @returns {Promise<Response>} an answer that is not a refusal
 */
export async function ask(path, options = {}) {
  const headers = { ...options.headers };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(path, { ...options, headers, cache: options.cache ?? "no-store" });
  if (answer.status === 401 && asking) {
    const given = await asking(token !== null);
    if (given) {
      token = given;
      return ask(path, options);
    }
  }
  if (answer.ok) return answer;
  throw new Refusal(answer.status, await answer.json().catch(() => ({})));
}

/** Asks with a JSON body. */
export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const policies = new Map();

/** A policy as it stands on a day; what is not known is told as null. */
export function policyOn(id, on) {
  const name = `${id} ${on ?? ""}`;
  if (!policies.has(name)) {
    const path = `/v1/policies/${encodeURIComponent(id)}${on ? `?on=${on}` : ""}`;
    const found = ask(path).then((answer) => answer.json()).catch(() => {
      policies.delete(name);
      return null;
    });
    policies.set(name, found);
  }
  return policies.get(name);
}

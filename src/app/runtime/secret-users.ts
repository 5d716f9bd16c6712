import { loadServices } from "#infra/config/load-services.ts";
import { servicesKnowledge } from "./services-knowledge.ts";

const userPrefix = "user:";

/** Which servers declare a secret, from the services folder; empty where the folder is invalid. */
export function secretUsers(services: string): (owner: string, name: string) => readonly string[] {
  const { config } = loadServices(services, servicesKnowledge());
  const declared = Object.entries(config?.mcp ?? {}).map(([server, settings]) => ({
    server,
    names: Object.values(settings.secrets ?? {}),
  }));
  return (owner, name) => {
    const wanted = owner === "system" ? name : `${userPrefix}${name}`;
    return declared.filter(({ names }) => names.includes(wanted)).map(({ server }) => server);
  };
}

// What `npm run test:full` adds to every test file: ten times as many runs of each property.
import { configureGlobal } from "fast-check";

configureGlobal({ numRuns: 1000 });

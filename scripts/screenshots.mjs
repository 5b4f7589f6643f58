/** Takes the pictures of the README anew: `npm run screenshots`. */
import { installChromium, installRoot, installVscode, run } from "./install.mjs";

installRoot();
installVscode();
installChromium();
run("npm", ["run", "--silent", "package"]);
run(process.execPath, ["test/extension/screenshots.mjs"]);

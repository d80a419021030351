/**
 * The scripts that have a shell ask the command what may come next. They know nothing of the commands themselves.
 */

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** The command that the scripts ask: it writes a line for each candidate, `VALUE<tab>DESCRIPTION`, or `:files` or `:folders`. */
export const ASKED = "complete-words";

const BASH = `# bash completion for lazyengine:  source <(lazyengine completion bash)
_lazyengine() {
  local words=() joined=0 n=0 i word cur line value
  # Bash also breaks words at = and :, the command does not.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((n > 0)) && [[ $joined == 1 || $word == "=" || $word == ":" ]]; then
      words[n - 1]+=$word
    else
      words[n]=$word
      n=$((n + 1))
    fi
    joined=0
    if [[ $word == "=" || $word == ":" ]]; then joined=1; fi
  done
  cur=\${words[n - 1]}
  if [[ $cur == --*=* ]]; then cur=\${cur#*=}; fi
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o filenames 2>/dev/null; while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$cur") ;;
      :folders) compopt -o filenames 2>/dev/null; while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -d -- "$cur") ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("$1" ${ASKED} -- "\${words[@]}" 2>/dev/null)
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}
complete -F _lazyengine lazyengine
`;

const ZSH = `#compdef lazyengine
# zsh completion for lazyengine:  source <(lazyengine completion zsh), or as _lazyengine in a folder of fpath
_lazyengine() {
  local -a lines described
  local line
  lines=("\${(@f)$("$words[1]" ${ASKED} -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  [[ $PREFIX == --*=* ]] && compset -P '*='
  for line in $lines; do
    case $line in
      :files) _files ;;
      :folders) _files -/ ;;
      *$'\\t'*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      ?*) described+=("\${line//:/\\\\:}") ;;
    esac
  done
  (( $#described )) && _describe -t values lazyengine described
}
if [[ $funcstack[1] == _lazyengine ]]; then _lazyengine "$@"; else compdef _lazyengine lazyengine; fi
`;

const FISH = `# fish completion for lazyengine:  lazyengine completion fish | source
function __lazyengine_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l prefix (string match -r -- '^--[^=]*=' "$current")
    for line in (command lazyengine ${ASKED} -- $words "$current" 2>/dev/null)
        switch $line
            case ':files'
                for found in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
                    echo -- "$prefix$found"
                end
            case ':folders'
                for found in (__fish_complete_directories (string replace -r -- '^--[^=]*=' '' "$current"))
                    echo -- "$prefix$found"
                end
            case '*'
                echo -- "$prefix$line"
        end
    end
end
complete -c lazyengine -f -a '(__lazyengine_complete)'
`;

export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

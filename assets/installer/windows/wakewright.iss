; The installer for Windows: for one user, without being asked for an administrator.
; Called by __init__.py, which gives Version, PlainVersion, App and Compression; prove.py tries
; what comes out. https://jrsoftware.org/ishelp/

#if Ver < EncodeVer(6, 3, 0)
  #error Inno Setup 6.3 or newer is needed: earlier ones know neither x64compatible nor Korean
#endif
#define Name "Wakewright"
#define Program "wakewright-window.exe"

[Setup]
; Names this program for updates and removal; it must never change.
AppId={{7B5E0C52-6C0B-4E55-9C0B-3B8B6E5A9D41}
; The open window holds this (audio/windows.py): setup and removal ask to close it first.
AppMutex=WakewrightIsOpen
SetupMutex=WakewrightSetup
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=The Wakewright developers
VersionInfoVersion={#PlainVersion}
PrivilegesRequired=lowest
; What {autopf} is for one user, by its address: Wine, under which this is tried, knows no such name.
DefaultDirName={localappdata}\Programs\{#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
LicenseFile={#App}\LICENSE.txt
SetupIconFile={#App}\_internal\assets\wakewright.ico
UninstallDisplayIcon={app}\{#Program}
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
Compression={#Compression}
SolidCompression=yes
WizardStyle=modern
; Commands that still run are asked to close, so that files can be replaced.
CloseApplications=yes
ChangesEnvironment=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ko"; MessagesFile: "compiler:Languages\Korean.isl"

[CustomMessages]
en.OnPath=Let terminals find the command wakewright
ko.OnPath=터미널에서 wakewright 명령을 쓸 수 있게 하기

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "onpath"; Description: "{cm:OnPath}"; Flags: unchecked

[InstallDelete]
; Files of the version before that this one does not have would be found and loaded.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\tools"

[Files]
Source: "{#App}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

; Projects, settings and the sample project are the user's own: nothing of them is named here, so
; that removing the program leaves them where they are.

[Code]
{ A Path without our folder, however that is written; every other entry stays as it is. }
function WithoutUs(Path: string; var Found: Boolean): string;
var
  Entry: string;
  Stop: Integer;
begin
  Result := '';
  Found := False;
  Path := Path + ';';
  while Path <> '' do
  begin
    Stop := Pos(';', Path);
    Entry := Copy(Path, 1, Stop - 1);
    Delete(Path, 1, Stop);
    if SameText(RemoveBackslash(Trim(Entry)), ExpandConstant('{app}')) then
      Found := True
    else
      Result := Result + Entry + ';';
  end;
  if Result <> '' then
    Delete(Result, Length(Result), 1);
end;

{ Add our folder to the end of the user's own Path, once, or take it out of there. }
procedure PutOnPath(Wanted: Boolean);
var
  Path, Others: string;
  Found: Boolean;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path) then
    Path := '';
  Others := WithoutUs(Path, Found);
  if Wanted = Found then
    exit;
  if not Wanted then
    Path := Others
  else if (Path = '') or (Path[Length(Path)] = ';') then
    Path := Path + ExpandConstant('{app}')
  else
    Path := Path + ';' + ExpandConstant('{app}');
  if Path = '' then
    RegDeleteValue(HKEY_CURRENT_USER, 'Environment', 'Path')
  else
    RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path);
end;

procedure CurStepChanged(Step: TSetupStep);
begin
  if Step = ssPostInstall then
    PutOnPath(WizardIsTaskSelected('onpath'));
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if Step = usPostUninstall then
    PutOnPath(False);
end;
